public class Main {
    public static void start(String[] args) {}
}
