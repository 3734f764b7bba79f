/**
 * The programs that have no port, each with the reason. Every other program of `programs/` has one.
 */
export const notPorted: Readonly<Record<string, string>> = {
  '89_threadpool_limits': 'worker threads: later work',
  '90_subprocess': 'processes: later work',
  '91_socket_basics': 'sockets: later work',
  '93_server_pool_and_stop': 'servers: later work',
  '94_pywsgi': 'servers: later work',
  '95_select_and_os': 'sockets and pipes: later work; `select` of the core waits for greenlets and queues',
  '99_signal_fileobject_context': 'signals and files: later work; contexts have tests of their own',
  '106_monkey': 'patches the standard library of Python',
  '107_datagram_server': 'servers: later work',
  '108_monitor_thread': 'watches the hub from a thread: later work',
  '109_backdoor': 'servers: later work',
  '123_error_in_signal_handler': 'signals: later work',
};
