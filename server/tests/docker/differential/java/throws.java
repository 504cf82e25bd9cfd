public class Main {
    static int f(int n) {
        return 10 / n;
    }

    public static void main(String[] args) {
        f(0);
    }
}
