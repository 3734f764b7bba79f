package main

import (
	"runtime"
	"sync"
)

// A token goes round 503 channels until it has been passed so many times.
func threadRing(n int) any {
	const ring = 503
	winner := make(chan int)
	first := make(chan int)
	in := first
	for name := 1; name <= ring; name++ {
		out := make(chan int)
		if name == ring {
			out = first
		}
		go func(name int, in, out chan int) {
			for left := range in {
				if left == 0 {
					winner <- name
					return
				}
				out <- left - 1
			}
		}(name, in, out)
		in = out
	}
	first <- n
	return <-winner
}

type creature struct {
	id, colour         int
	meetings, withSelf int
	inbox              chan [2]int
}

func (c *creature) card() [2]int {
	return [2]int{c.id, c.colour}
}

// Both become what neither is, or stay if they are the same.
func (c *creature) meet(card [2]int) {
	if card[1] != c.colour {
		c.colour = 3 - card[1] - c.colour
	}
	c.meetings++
	if card[0] == c.id {
		c.withSelf++
	}
}

type meetingPlace struct {
	sync.Mutex
	left  int
	first *creature
}

func (c *creature) live(place *meetingPlace) {
	for {
		place.Lock()
		if place.left == 0 {
			place.Unlock()
			return
		}
		other := place.first
		if other == nil {
			place.first = c
			place.Unlock()
			c.meet(<-c.inbox)
			continue
		}
		place.first = nil
		place.left--
		place.Unlock()
		card := other.card()
		other.inbox <- c.card()
		c.meet(card)
	}
}

func chameneos(n int) any {
	crews := [][]int{{0, 1, 2}, {0, 1, 2, 1, 2, 0, 1, 2, 1, 0}}
	meetings := []int{}
	withSelf := 0
	for _, colours := range crews {
		place := &meetingPlace{left: n / 2}
		creatures := make([]*creature, len(colours))
		for id, colour := range colours {
			creatures[id] = &creature{id: id, colour: colour, inbox: make(chan [2]int, 1)}
		}
		crowd(len(creatures), func(i int) { creatures[i].live(place) })
		sum := 0
		for _, c := range creatures {
			sum += c.meetings
			withSelf += c.withSelf
		}
		meetings = append(meetings, sum)
	}
	return map[string]any{"meetings": meetings, "withSelf": withSelf}
}

func sieve(n int) any {
	source := make(chan int)
	go func(out chan int) {
		for i := 2; ; i++ {
			out <- i
		}
	}(source)
	prime := 0
	for i := 0; i < n; i++ {
		prime = <-source
		next := make(chan int)
		go func(in, out chan int, prime int) {
			for {
				if i := <-in; i%prime != 0 {
					out <- i
				}
			}
		}(source, next, prime)
		source = next
	}
	return prime
}

func pingPong(n int) any {
	left, right := make(chan int), make(chan int)
	go func() {
		for message := range right {
			left <- message + 1
		}
	}()
	last := 0
	for i := 0; i < n; i++ {
		right <- last
		last = <-left
	}
	close(right)
	return last
}

func forkJoin(n int) any {
	values := make([]int, n)
	var all sync.WaitGroup
	all.Add(n)
	for i := 0; i < n; i++ {
		inbox := make(chan int, 1)
		go func(i int) {
			values[i] = <-inbox
			all.Done()
		}(i)
		inbox <- i
	}
	all.Wait()
	sum := 0
	for _, value := range values {
		sum += value
	}
	return sum
}

func throughput(n int) any {
	const actors = 60
	var inboxes [actors]chan int
	for i := range inboxes {
		inboxes[i] = make(chan int, 100)
	}
	go func() {
		for i := 0; i < n; i++ {
			inboxes[i%actors] <- i
		}
	}()
	var sums [actors]int
	crowd(actors, func(actor int) {
		sum := 0
		for i := 0; i < n/actors; i++ {
			sum += <-inboxes[actor]
		}
		sums[actor] = sum
	})
	total := 0
	for _, sum := range sums {
		total += sum
	}
	return total
}

func boundedBuffer(n int) any {
	const producers, consumers = 40, 40
	buffer := make(chan int, 50)
	for first := 0; first < producers; first++ {
		go func(first int) {
			for i := first; i < n; i += producers {
				buffer <- i
			}
		}(first)
	}
	var sums [consumers]int
	crowd(consumers, func(consumer int) {
		for i := 0; i < n/consumers; i++ {
			sums[consumer] += <-buffer
		}
	})
	total := 0
	for _, sum := range sums {
		total += sum
	}
	return total
}

func philosophers(n int) any {
	const seats = 20
	var forks [seats]sync.Mutex
	var meals [seats]int
	crowd(seats, func(seat int) {
		// The lower number first: so nobody waits in a circle.
		first, second := &forks[seat], &forks[(seat+1)%seats]
		if seat == seats-1 {
			first, second = second, first
		}
		for i := 0; i < n/seats; i++ {
			first.Lock()
			second.Lock()
			runtime.Gosched()
			meals[seat]++
			second.Unlock()
			first.Unlock()
		}
	})
	total := 0
	for _, count := range meals {
		total += count
	}
	return total
}
