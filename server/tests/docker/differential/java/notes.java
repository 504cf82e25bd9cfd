import java.util.*;
public class Main {
    public static void main(String[] args) throws Exception {
        List list = new ArrayList();
        list.add("x");
        new Date(2020, 1, 1);
        System.out.println(list + " " + new Integer(5));
    }
}
