import asyncio
async def work(n):
    await asyncio.sleep(n / 100)
    print("work", n)
    return n
async def main():
    print(await asyncio.gather(*(work(n) for n in range(4))))
    process = await asyncio.create_subprocess_exec("echo", "child")
    print(await process.wait())
asyncio.run(main())
