public class Main {
    static int x = Integer.parseInt("x");
    public static void main(String[] args) {
        System.out.println("never");
    }
}
