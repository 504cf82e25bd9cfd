void main() {
    IO.println("compact " + getClass().getName());
    IO.println(List.of(1, 2).stream().map(n -> n * 2).toList());
    throw new IllegalStateException();
}
