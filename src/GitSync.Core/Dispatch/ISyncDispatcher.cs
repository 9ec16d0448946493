namespace GitSync;

/// <summary>Drives the processor, lane by lane. The default runs in the host's process; another engine can take its place.</summary>
public interface ISyncDispatcher
{
    /// <summary>Says that there may be new work. Cheap, thread-safe, never throws; forgetting it costs one poll interval.</summary>
    void Wake();
}
