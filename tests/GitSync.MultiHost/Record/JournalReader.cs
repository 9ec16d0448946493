using System.Globalization;

namespace GitSync.MultiHost;

/// <summary>Puts the processes' records together. A file's last line may be torn: its process was killed while it wrote.</summary>
internal sealed class JournalReader
{
    private readonly Journals _all = new();
    private readonly Dictionary<(long Lane, long Fence, string Worker), Run> _runs = [];

    /// <summary>Reads all files.</summary>
    /// <exception cref="FormatException">A line that is not the last one of its file cannot be read.</exception>
    public static Journals Read(IEnumerable<string> files)
    {
        var reader = new JournalReader();
        foreach (var file in files)
        {
            reader.ReadFile(file);
        }

        reader._all.Runs.AddRange(reader._runs.Values);
        return reader._all;
    }

    private void ReadFile(string path)
    {
        var text = File.ReadAllText(path);
        var worker = "";
        var at = 0;
        for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n', at))
        {
            var line = text[at..end];
            at = end + 1;
            try
            {
                if (line.StartsWith("I ", StringComparison.Ordinal))
                {
                    worker = line[2..];
                }
                else
                {
                    ReadLine(line.Split(' '), worker);
                }
            }
            catch (Exception bad) when (bad is FormatException or IndexOutOfRangeException or ArgumentException)
            {
                throw new FormatException($"{Path.GetFileName(path)} has a line that cannot be read: {line}", bad);
            }
        }
    }

    private void ReadLine(string[] part, string worker)
    {
        switch (part[0])
        {
            case "Q":
                var (id, began) = (Id(part[1]), Number(part[2]));
                _all.Sent[id] = _all.Sent.TryGetValue(id, out var sent)
                    ? sent with { Began = Math.Min(sent.Began, began) }
                    : new Sent(began, null, null);
                break;
            case "A":
                var known = _all.Sent[Id(part[1])];
                _all.Sent[Id(part[1])] = known with
                {
                    Accepted = Math.Min(known.Accepted ?? long.MaxValue, Number(part[2])), Told = part[3] == "-" ? null : State(part[3]),
                };
                break;
            case "W":
                ListOf(_all.Renewals, worker).Add(SpanOf(part, 1));
                break;
            case "C":
                _all.Claims.Add(new Claimed(Number(part[1]), Number(part[2]), Id(part[3]), worker, SpanOf(part, 4)));
                break;
            case "O":
                _all.Answers.Add(AnswerOf(part, worker, isCheckpoint: false));
                break;
            case "P":
                _all.OpenCheckpoints.Add((Number(part[1]), Number(part[2])));
                break;
            case "K":
                _all.OpenCheckpoints.Remove((Number(part[1]), Number(part[2])));
                _all.Answers.Add(AnswerOf(part, worker, isCheckpoint: true));
                break;
            case "S":
                var run = new Run(Number(part[1]), Number(part[2]), Id(part[3]), worker, Number(part[4]), null, null, false, null);
                _runs.Add((run.Lane, run.Fence, worker), run);
                break;
            case "E":
                var key = (Number(part[1]), Number(part[2]), worker);
                _runs[key] = _runs[key] with
                {
                    End = Number(part[3]),
                    Meant = State(part[4]),
                    Links = part[5] == "links",
                    FollowUp = part[6] == "-" ? null : Id(part[6]),
                };
                break;
            case "L":
                _all.Releases[worker] = Number(part[1]);
                break;
            case "X":
                ListOf(_all.Failures, worker).Add(SpanOf(part, 1));
                CountFailure(part);
                break;
            case "Y":
                CountFailure(part);
                break;
            default:
                throw new FormatException("Unknown form.");
        }
    }

    private void CountFailure(string[] part)
    {
        var text = string.Join(' ', part[3..]);
        _all.FailureTexts[text] = _all.FailureTexts.GetValueOrDefault(text) + 1;
    }

    private static List<Span> ListOf(Dictionary<string, List<Span>> lists, string worker) =>
        lists.TryGetValue(worker, out var list) ? list : lists[worker] = [];

    private static Answer AnswerOf(string[] part, string worker, bool isCheckpoint) => new(
        Number(part[1]), Number(part[2]), worker, isCheckpoint, Enum.Parse<CommitOutcome>(part[3]), SpanOf(part, 4));

    private static Span SpanOf(string[] part, int at) => new(Number(part[at]), Number(part[at + 1]));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static Guid Id(string text) => Guid.ParseExact(text, "N");

    private static OperationState State(string text) => Enum.Parse<OperationState>(text);
}
