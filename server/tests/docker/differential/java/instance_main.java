class Main {
    String name = "instance";
    void main(String[] args) {
        System.out.println(name + args.length);
    }
}
