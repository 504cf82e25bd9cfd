public class Main {
    public static void main(String[] args) throws Exception {
        try {
            Object o = "x";
            Integer i = (Integer) o;
        } catch (ClassCastException error) {
            Exception e = new IllegalStateException("한글", error);
            e.addSuppressed(new RuntimeException("suppressed"));
            throw e;
        }
    }
}
