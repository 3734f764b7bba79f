// The workloads that Go has a counterpart of. Prints nanoseconds, peak and first resident memory in bytes.
//
//	bench gosched|handoff|channel1|channel100|spawn|skynet|sleepers OPERATIONS
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

func gosched(n int) {
	const goroutines = 100
	var all sync.WaitGroup
	all.Add(goroutines)
	for i := 0; i < goroutines; i++ {
		go func() {
			for k := 0; k < n/goroutines; k++ {
				runtime.Gosched()
			}
			all.Done()
		}()
	}
	all.Wait()
}

func channel(n, size int) {
	items := make(chan int, size)
	go func() {
		for i := 0; i < n; i++ {
			items <- i
		}
		close(items)
	}()
	sum := 0
	for item := range items {
		sum += item
	}
	if sum != n*(n-1)/2 {
		panic("lost an item")
	}
}

func spawn(n int) {
	var all sync.WaitGroup
	all.Add(n)
	for i := 0; i < n; i++ {
		go func() { all.Done() }()
	}
	all.Wait()
}

func skynet(result chan int, number, size int) {
	if size == 1 {
		result <- number
		return
	}
	results := make(chan int, 10)
	for i := 0; i < 10; i++ {
		go skynet(results, number+i*(size/10), size/10)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-results
	}
	result <- sum
}

func sleepers(n int) {
	var all sync.WaitGroup
	all.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			time.Sleep(time.Second)
			all.Done()
		}()
	}
	all.Wait()
}

func peak() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Maxrss * 1024
}

func main() {
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	base := peak()
	started := time.Now()
	switch os.Args[1] {
	case "gosched":
		gosched(n)
	case "handoff":
		channel(n, 0)
	case "channel1":
		channel(n, 1)
	case "channel100":
		channel(n, 100)
	case "spawn":
		spawn(n)
	case "skynet":
		result := make(chan int)
		go skynet(result, 0, n)
		if <-result != n*(n-1)/2 {
			panic("wrong sum")
		}
	case "sleepers":
		sleepers(n)
	default:
		panic("unknown workload " + os.Args[1])
	}
	fmt.Println(time.Since(started).Nanoseconds(), peak(), base)
}
