namespace GitSync.Storage.Sqlite;

/// <summary>Times as stored: microseconds since 1970, UTC.</summary>
internal static class StoredTime
{
    public static long Write(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Read(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Read(long? microseconds) => microseconds is { } known ? Read(known) : null;

    /// <summary>The clock's time as it can be stored, so that what is returned equals what is read later.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => Read(Write(clock.GetUtcNow()));
}

/// <summary>Ids in a row, 16 bytes each, in network order.</summary>
internal static class StoredIds
{
    private const int Length = 16;

    public static byte[] Write(IReadOnlyList<Guid> ids)
    {
        var bytes = new byte[ids.Count * Length];
        for (var i = 0; i < ids.Count; i++)
        {
            ids[i].TryWriteBytes(bytes.AsSpan(i * Length), bigEndian: true, out _);
        }

        return bytes;
    }

    public static Guid[] Read(ReadOnlySpan<byte> bytes)
    {
        var ids = new Guid[bytes.Length / Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = new Guid(bytes.Slice(i * Length, Length), bigEndian: true);
        }

        return ids;
    }
}
