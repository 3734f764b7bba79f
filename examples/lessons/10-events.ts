import { Event, joinall, main, sleep, spawn } from 'greenlets';

const doors = new Event();

function* guest(name: string) {
  console.log(`${name} arrives`);
  yield* doors.wait();
  console.log(`${name} goes in`);
}

function* host() {
  yield* sleep(100);
  console.log('the doors open');
  doors.set();
  console.log('the host steps aside');
}

main(function* () {
  yield* joinall([spawn(guest, 'Ann'), spawn(guest, 'Ben'), spawn(guest, 'Cleo'), spawn(host)]);
  yield* guest('late Dan');

  doors.clear();
  const opened = yield* doors.wait({ timeout: 100 });
  console.log(opened ? 'open' : 'the doors stay closed');
});
