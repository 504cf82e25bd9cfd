interface Shape { double area(); }
record Circle(double r) implements Shape { public double area() { return Math.PI * r * r; } }
enum Color { RED, GREEN }
sealed interface S permits A, B {}
record A(int x) implements S {}
record B(String y) implements S {}
class Gate { static String name() { return "the program's own Gate"; } }
class Compiler { static String name() { return "and Compiler"; } }
public class Main {
    static class Inner { static String x = "inner"; }
    public static void main(String[] args) throws Exception {
        for (S s : new S[] {new A(1), new B("y")}) System.out.println(switch (s) { case A(int x) -> "A" + x; case B(var y) -> "B" + y; });
        System.out.println(new Circle(1).area() + Color.RED.name() + Inner.x + Gate.name() + Compiler.name());
        System.out.println(Gate.class.getProtectionDomain().getCodeSource().getLocation());
        String[] files = new java.io.File(".").list();
        java.util.Arrays.sort(files);
        System.out.println(String.join(" ", files));
    }
}
