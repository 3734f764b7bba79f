import { joinall, Local, main, sleep, spawn } from 'greenlets';

const user = new Local<string>();

/** Deep in the program: nobody has passed the user on to here. */
function log(text: string) {
  console.log(`[${user.get() ?? 'nobody'}] ${text}`);
}

function* request(name: string, ms: number) {
  log('who am I?');
  user.set(name);
  log('hello');
  yield* sleep(ms);
  log('still me');
}

main(function* () {
  user.set('main');
  yield* joinall([spawn(request, 'Ann', 200), spawn(request, 'Ben', 100)]);
  log('nobody has changed mine');
});
