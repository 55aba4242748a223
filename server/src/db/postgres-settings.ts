/**
 * The settings of the embedded server: durable first, then fast, on a machine with two cores and a gigabyte. They are
 * given on its command line, so that an edited postgresql.conf cannot make money less safe.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  cluster_name: 'bondhu',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',

  // An answered request is on the disk. These are the defaults; they are repeated here because everything depends on
  // them.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // The first change of a page after a checkpoint writes the whole page to the log. Fewer checkpoints write fewer
  // pages. The price is disk space, and a recovery of up to two minutes.
  max_wal_size: '4GB',
  min_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Compression would use the two cores that decide signups.
  wal_compression: 'off',

  // A quarter of a one-gigabyte machine; the system's cache uses the rest.
  shared_buffers: '256MB',
  // For disks without moving heads: an index look-up costs little more than sequential reading.
  random_page_cost: '1.1',

  // Statements are short: compiling them costs more than it saves.
  jit: 'off',
  // No core is free for parallel workers, which need more shared memory than a container has (64 MB).
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',

  // Hot rows (books, participants) leave a dead version at every change. Vacuum often, in small steps.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',

  // The log names no person: neither statements nor the values in error details.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_lock_waits: 'on',
  logging_collector: 'off',
  log_destination: 'stderr',
}
