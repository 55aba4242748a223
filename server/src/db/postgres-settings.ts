/**
 * How the embedded server runs: durable before fast, on a machine with two cores and a gigabyte. Given on its command
 * line, so that an edited postgresql.conf cannot quietly make money less safe.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  cluster_name: 'bondhu',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',

  // What was answered is on the disk. These are the defaults; they stand here because everything rests on them.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // The first change of a page after a checkpoint writes the whole page to the log: the fewer checkpoints, the fewer
  // of those. The price is disk, and a recovery of up to a minute or two.
  max_wal_size: '4GB',
  min_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // It would spend on compression the two cores that decide signups.
  wal_compression: 'off',

  // A quarter of a one-gigabyte machine; the system's own cache holds the rest.
  shared_buffers: '256MB',
  // Disks without a moving head: an index look-up costs little more than reading on.
  random_page_cost: '1.1',

  // Statements here are short: compiling them costs more than it saves.
  jit: 'off',
  // Nor is there a core to spare for helpers, which need more shared memory than a container has (64 MB).
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',

  // Hot rows (books, participants) leave a dead version behind at every change. Looked after often, in small bites.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',

  // The log names no person: neither statements nor the values that an error's detail repeats.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_lock_waits: 'on',
  logging_collector: 'off',
  log_destination: 'stderr',
}
