using GitSync.Benchmarks.Peers;

return args is [IngestPeer.Suite, .. var ingest]
    ? await IngestPeer.RunAsync(ingest).ConfigureAwait(false)
    : await PeerProgram.RunAsync(args).ConfigureAwait(false);
