package shapes;
public class Square {
    final int side;
    public Square(int side) {
        if (side < 0) throw new IllegalArgumentException("side");
        this.side = side;
    }
    public int area() { return side * side; }
}
