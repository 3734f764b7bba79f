// The workloads that Go has a counterpart of. Prints nanoseconds, the result, and peak and first resident memory in
// bytes, as JSON.
//
//	bench WORKLOAD OPERATIONS
package main

import (
	"encoding/json"
	"os"
	"strconv"
	"syscall"
	"time"
)

// Each does so many operations and gives what they resulted in.
var programs = map[string]func(n int) any{
	"switch":         gosched,
	"spawn":          spawn,
	"kill":           kill,
	"timer":          timer,
	"queue1":         func(n int) any { return channel(n, 1) },
	"queue100":       func(n int) any { return channel(n, 100) },
	"channel":        func(n int) any { return channel(n, 0) },
	"event":          event,
	"semaphore":      semaphore,
	"pool":           pool,
	"skynet":         skynet,
	"skynet100k":     skynet,
	"sleepers":       sleepers,
	"parked":         parked,
	"thread-ring":    threadRing,
	"chameneos":      chameneos,
	"sieve":          sieve,
	"ping-pong":      pingPong,
	"fork-join":      forkJoin,
	"throughput":     throughput,
	"bounded-buffer": boundedBuffer,
	"philosophers":   philosophers,
	"cancellation":   cancellation,
}

func peak() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Maxrss * 1024
}

func main() {
	program, known := programs[os.Args[1]]
	if !known {
		panic("unknown workload " + os.Args[1])
	}
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	base := peak()
	started := time.Now()
	result := program(n)
	nanoseconds := time.Since(started).Nanoseconds()
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"ns":           nanoseconds,
		"result":       result,
		"peakRssBytes": peak(),
		"baseRssBytes": base,
	})
}
