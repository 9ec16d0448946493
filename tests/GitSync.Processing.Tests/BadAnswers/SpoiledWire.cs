namespace GitSync.Processing.Tests;

/// <summary>Stands between GitSync and GitHub and gives other answers than GitHub's. Used by one test only.</summary>
internal sealed class SpoiledWire : DelegatingHandler
{
    private Func<HttpRequestMessage, bool>? _isHit;
    private BadAnswer? _answer;
    private int _left;

    /// <summary>How many answers were spoiled.</summary>
    public int Spoiled { get; private set; }

    /// <summary>Spoils the answers to the next matching requests.</summary>
    public void Spoil(BadAnswer answer, Func<HttpRequestMessage, bool> isHit, int times) => (_answer, _isHit, _left) = (answer, isHit, times);

    /// <summary>From now on everything is well.</summary>
    public void Mend() => _answer = null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_answer is not { } answer || _left == 0 || !_isHit!(request))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        (_left, Spoiled) = (_left - 1, Spoiled + 1);
        if (!answer.IsApplied)
        {
            return answer.To(request);
        }

        using var good = await base.SendAsync(request, cancellationToken);
        return answer.To(request, await good.Content.ReadAsStringAsync(cancellationToken));
    }
}
