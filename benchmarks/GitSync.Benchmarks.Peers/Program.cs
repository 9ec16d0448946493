using GitSync.Benchmarks.Peers;

return await PeerProgram.RunAsync(args).ConfigureAwait(false);
