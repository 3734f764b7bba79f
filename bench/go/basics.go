package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Run body in so many goroutines, and wait for all.
func crowd(size int, body func(i int)) {
	var all sync.WaitGroup
	all.Add(size)
	for i := 0; i < size; i++ {
		go func(i int) {
			body(i)
			all.Done()
		}(i)
	}
	all.Wait()
}

func gosched(n int) any {
	var switches int64
	crowd(100, func(int) {
		for k := 0; k < n/100; k++ {
			runtime.Gosched()
		}
		atomic.AddInt64(&switches, int64(n/100))
	})
	return switches
}

func spawn(n int) any {
	values := make([]int, n)
	crowd(n, func(i int) { values[i] = i })
	sum := 0
	for _, value := range values {
		sum += value
	}
	return sum
}

func kill(n int) any {
	var cleaned int64
	var begun, ended sync.WaitGroup
	begun.Add(n)
	ended.Add(n)
	cancels := make([]context.CancelFunc, n)
	for i := 0; i < n; i++ {
		ctx, cancel := context.WithCancel(context.Background())
		cancels[i] = cancel
		go func() {
			defer func() {
				atomic.AddInt64(&cleaned, 1)
				ended.Done()
			}()
			begun.Done()
			<-ctx.Done()
		}()
	}
	begun.Wait()
	for _, cancel := range cancels {
		cancel()
	}
	ended.Wait()
	return cleaned
}

func timer(n int) any {
	done := 0
	for i := 0; i < n; i++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if ctx.Err() == nil {
			done++
		}
		cancel()
	}
	return done
}

func channel(n, size int) any {
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
	return sum
}

// One closed channel for each round, as a channel cannot be opened again.
func event(n int) any {
	const waiters = 1000
	type round struct {
		waiting sync.WaitGroup
		set     chan struct{}
	}
	rounds := make([]*round, n/waiters)
	for i := range rounds {
		rounds[i] = &round{set: make(chan struct{})}
		rounds[i].waiting.Add(waiters)
	}
	go func() {
		for _, r := range rounds {
			r.waiting.Wait()
			close(r.set)
		}
	}()
	var woken int64
	crowd(waiters, func(int) {
		for _, r := range rounds {
			r.waiting.Done()
			<-r.set
		}
		atomic.AddInt64(&woken, int64(len(rounds)))
	})
	return woken
}

func semaphore(n int) any {
	const workers, permits = 100, 10
	tokens := make(chan struct{}, permits)
	var entered, inside, crowded int64
	crowd(workers, func(int) {
		for i := 0; i < n/workers; i++ {
			tokens <- struct{}{}
			atomic.AddInt64(&entered, 1)
			if atomic.AddInt64(&inside, 1) > permits {
				atomic.StoreInt64(&crowded, 1)
			}
			runtime.Gosched()
			atomic.AddInt64(&inside, -1)
			<-tokens
		}
	})
	return map[string]any{"entered": entered, "crowded": crowded == 1}
}

func pool(n int) any {
	doubles := make([]int, n)
	items := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			items <- i
		}
		close(items)
	}()
	crowd(50, func(int) {
		for i := range items {
			runtime.Gosched()
			doubles[i] = i * 2
		}
	})
	sum := 0
	for _, double := range doubles {
		sum += double
	}
	return sum
}

func grow(result chan int, number, size int) {
	if size == 1 {
		result <- number
		return
	}
	results := make(chan int, 10)
	for i := 0; i < 10; i++ {
		go grow(results, number+i*(size/10), size/10)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-results
	}
	result <- sum
}

func skynet(n int) any {
	result := make(chan int)
	go grow(result, 0, n)
	return <-result
}

func sleepers(n int) any {
	var rested int64
	crowd(n, func(int) {
		time.Sleep(time.Second)
		atomic.AddInt64(&rested, 1)
	})
	return rested
}

func parked(n int) any {
	var arrived sync.WaitGroup
	arrived.Add(n)
	never := make(chan struct{})
	for i := 0; i < n; i++ {
		go func() {
			arrived.Done()
			<-never
		}()
	}
	arrived.Wait()
	return n
}

// A tree of tasks, each of which waits for its child once it is cancelled.
func cancellation(n int) any {
	const depth = 10
	var allocated, released int64
	var begun, ended sync.WaitGroup
	begun.Add(n)
	var worker func(ctx context.Context, depth int, done func())
	worker = func(ctx context.Context, depth int, done func()) {
		defer done()
		atomic.AddInt64(&allocated, 1)
		defer atomic.AddInt64(&released, 1)
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		var child sync.WaitGroup
		if depth > 1 {
			child.Add(1)
			go worker(inner, depth-1, child.Done)
		}
		begun.Done()
		<-ctx.Done()
		child.Wait()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended.Add(n / depth)
	for i := 0; i < n/depth; i++ {
		go worker(ctx, depth, ended.Done)
	}
	begun.Wait()
	cancel()
	ended.Wait()
	return map[string]int64{"allocated": allocated, "released": released}
}
