import java.util.*;
public class Main {
    public static void main(String[] args) {
        int x = "한글";
        List<String> list = new ArrayList<Integer>();
        undefined(x);
        final int y = 1; y = 2;
        for (;;) {}
        System.out.println();
    }
}
