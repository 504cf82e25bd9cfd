import multiprocessing
def square(n): return n * n
if __name__ == "__main__":
    print(multiprocessing.get_start_method())
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(pool.map(square, range(5)))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(5)))
