public class Child { public static void main(String[] args) { System.out.println("child " + args[0] + System.getProperty("java.class.path")); System.exit(5); } }
