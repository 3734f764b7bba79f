import { joinall, LoopExit, main, RLock, sleep, spawn } from 'greenlets';

const pen = new RLock();
const paper = new RLock();

function* writer(name: string, first: RLock, second: RLock) {
  yield* first.acquire();
  console.log(`${name} has one thing`);
  yield* sleep(100);
  console.log(`${name} waits for the other`);
  yield* second.acquire();
  console.log(`${name} writes`);
}

main(function* () {
  const ann = spawn(writer, 'Ann', pen, paper);
  const ben = spawn(writer, 'Ben', paper, pen);
  ann.name = 'Ann';
  ben.name = 'Ben';
  try {
    yield* joinall([ann, ben]);
  } catch (error) {
    if (!(error instanceof LoopExit)) throw error;
    console.log('LoopExit: nothing can happen any more');
    console.log(error.message.split('\n').at(-1)!.trim());
  }
});
