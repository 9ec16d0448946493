namespace GitSync.Benchmarks;

/// <summary>
/// The figures of a suite on one store, and its rows: figures of GitSync's beside what they are held to. A figure that was not taken makes no
/// row: a part of a suite has a part of them.
/// </summary>
/// <param name="title">The suite, and the store where it matters.</param>
internal sealed class Comparison(string title)
{
    private readonly List<Row> _rows = [];

    public string Title { get; } = title;

    public Measurements Figures { get; } = new();

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>A ratio of two figures, and what is asked of it.</summary>
    public void Add(string metric, string figure, string otherName, string otherFigure, Bound? target = null)
    {
        if (Figures.Has(figure, otherFigure))
        {
            var own = Figures.All[figure];
            _rows.Add(new Row(Title, metric, own.Unit, own.Median, Figures.Median(otherFigure), otherName, target));
        }
    }

    /// <summary>A figure by itself.</summary>
    public void Add(string metric, string figure, Bound? target = null)
    {
        if (Figures.Has(figure))
        {
            var own = Figures.All[figure];
            _rows.Add(new Row(Title, metric, own.Unit, own.Median, null, null, target));
        }
    }
}
