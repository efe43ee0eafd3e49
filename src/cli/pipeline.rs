//! Many threads, one order: what comes first goes out first, and only few are in work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// How many inputs may be in work or wait for their turn, for each thread.
const IN_WORK_PER_THREAD: usize = 16;

/// An input with the way back for its result.
type Job<I, O> = (I, SyncSender<O>);

/// Runs every input through a worker on one of `threads` threads and gives the results to
/// `sink` on the calling thread, in the order of the inputs. Each thread makes its own worker.
///
/// Where a worker panics, `rescue` gives the result; the worker is made anew and the rest
/// goes on.
///
/// # Errors
/// The first error of `sink` ends the run and is given back.
pub fn in_order<I, O, E, W>(
    threads: usize,
    inputs: impl Iterator<Item = I> + Send,
    worker: impl Fn() -> W + Sync,
    rescue: impl Fn(&I) -> O + Sync,
    sink: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    O: Send,
    W: FnMut(&I) -> O,
{
    let threads = threads.max(1);
    let (give_job, jobs) = sync_channel::<Job<I, O>>(threads);
    let (give_turn, turns) = sync_channel::<Receiver<O>>(threads * IN_WORK_PER_THREAD);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        // Both ends live in threads, so that each ends when the other has gone.
        scope.spawn(move || {
            for input in inputs {
                let (give_result, result) = sync_channel(1);
                if give_turn.send(result).is_err() || give_job.send((input, give_result)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            scope.spawn(|| work(&jobs, &worker, &rescue));
        }
        // Consumed, so that a failing sink closes it and the reader ends.
        let mut results = turns.into_iter().filter_map(|result| result.recv().ok());
        results.try_for_each(sink)
    })
}

fn work<I, O, W: FnMut(&I) -> O>(
    jobs: &Mutex<Receiver<Job<I, O>>>,
    make: &impl Fn() -> W,
    rescue: &impl Fn(&I) -> O,
) {
    let mut worker = make();
    loop {
        let job = match jobs.lock() {
            Ok(jobs) => jobs.recv(),
            Err(_) => return,
        };
        let Ok((input, give_result)) = job else {
            return;
        };
        let result = catch_unwind(AssertUnwindSafe(|| worker(&input))).unwrap_or_else(|_| {
            worker = make();
            rescue(&input)
        });
        // Where the sink has failed nobody waits for results; the jobs are still taken, since
        // the reader may wait for room to leave one.
        drop(give_result.send(result));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        let mut got = Vec::new();
        let slow_first = |number: &u64| {
            thread::sleep(Duration::from_micros((number % 7) * 50));
            number * 2
        };
        let done: Result<(), ()> = in_order(
            4,
            0..200,
            || slow_first,
            |_| 0,
            |result| {
                got.push(result);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(got, (0..200).map(|number| number * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failing_sink_ends_an_endless_input() {
        let mut taken = 0;
        let done = in_order(
            3,
            0_u64..,
            || |number: &u64| *number,
            |_| 0,
            |_| {
                taken += 1;
                if taken == 5 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, taken), (Err("full"), 5));
    }

    #[test]
    fn a_panic_costs_one_result() {
        let mut got = Vec::new();
        let worker = || {
            |number: &u32| {
                if *number == 3 {
                    panic!("on purpose")
                } else {
                    *number
                }
            }
        };
        let done: Result<(), ()> = in_order(
            2,
            0..6,
            worker,
            |_| 99,
            |result| {
                got.push(result);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(got, [0, 1, 2, 99, 4, 5]);
    }
}
