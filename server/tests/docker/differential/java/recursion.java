public class Main {
    static int depth;
    static void f() { depth++; f(); }
    public static void main(String[] args) {
        try { f(); } catch (StackOverflowError error) { System.out.println("overflow " + (depth > 1000)); }
        throw new Error("end");
    }
}
