// Two people at once: neither sees anything of the other.

import { expect, test } from '../lib/fixtures.ts';

/** Leaves a mark everywhere it can, waits until both have, then tells all that it sees. */
function snoop(mark: string): string {
  return `import glob, os
for folder in ("/tmp", os.getcwd(), os.path.expanduser("~"), "/dev/shm"):
    try:
        open(f"{folder}/${mark}.txt", "w").write("${mark}")
    except OSError:
        pass
child = os.fork()
if child == 0:
    os.execlp("sleep", "${mark}", "600")
print("marked")
input()
for folder in ("/tmp", os.getcwd(), os.path.expanduser("~"), "/dev/shm", "/workspace", "/workspace/.."):
    print(folder, sorted(os.listdir(folder)))
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(open(path, "rb").read())
    except OSError:
        pass
print("told")
`;
}

test('two programs at once share neither files, processes nor output', async ({ openIde }) => {
  const [one, other] = [await openIde(), await openIde()];
  await one.start('python', snoop('mark-one'));
  await other.start('python', snoop('mark-other'));
  await one.expectTerminal('marked');
  await other.expectTerminal('marked');
  await one.type('\n');
  await other.type('\n');
  await one.expectTerminal('told');
  await other.expectTerminal('told');
  for (const [ide, own, foreign] of [[one, 'mark-one', 'mark-other'], [other, 'mark-other', 'mark-one']] as const) {
    const terminal = await ide.terminal();
    expect(terminal, 'its own files').toContain(`${own}.txt`);
    expect(terminal, 'its own processes').toContain(`b'${own}`);
    expect(terminal).not.toContain(foreign);
    await ide.expectState('FINISHED');
  }
});
