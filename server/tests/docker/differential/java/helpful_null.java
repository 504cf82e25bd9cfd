public class Main {
    String[] names;
    static { System.out.println("static initializer"); }
    public static void main(String[] args) {
        System.out.println(new Main().names[3].length());
    }
}
