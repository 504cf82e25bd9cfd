public class Main {
    public static void main(String[] args) throws Exception {
        new Exception("here").printStackTrace();
        for (var frame : Thread.currentThread().getStackTrace()) System.out.println(frame);
        StackWalker.getInstance().forEach(System.out::println);
        Runnable lambda = () -> Thread.dumpStack();
        lambda.run();
        Main.class.getDeclaredMethod("other").invoke(null);
    }
    static void other() { throw new UnsupportedOperationException(); }
}
