import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.getProperties().entrySet().stream().map(Object::toString).sorted().forEach(System.out::println);
    }
}
