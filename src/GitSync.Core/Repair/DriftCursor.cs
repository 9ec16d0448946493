using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace GitSync;

/// <summary>What a drift report reads, in this order.</summary>
internal enum DriftStage
{
    /// <summary>Our lanes: which are linked.</summary>
    Lanes,

    /// <summary>GitHub's issues and pull requests.</summary>
    Issues,

    /// <summary>GitHub's comments.</summary>
    Comments,

    /// <summary>Our lanes again: those that were not seen on GitHub.</summary>
    Missing,
}

/// <summary>Where a report goes on: all that it knows, so that it needs no memory and any host can go on.</summary>
/// <param name="Stage">What is being read.</param>
/// <param name="At">The page to list, or the lane after which to go on.</param>
/// <param name="Unseen">Which linked lanes were not seen on GitHub yet.</param>
internal sealed record DriftCursor(DriftStage Stage, long At, UnseenLanes Unseen)
{
    /// <summary>The beginning.</summary>
    public static DriftCursor Start => new(DriftStage.Lanes, 0, new UnseenLanes());

    /// <summary>What follows a page of GitHub's; null when that was the last one and every linked lane was seen.</summary>
    public DriftCursor? AfterPage(bool hasMore) => (Stage, hasMore) switch
    {
        (_, true) => this with { At = At + 1 },
        (DriftStage.Issues, false) => this with { Stage = DriftStage.Comments, At = 1 },
        _ => Unseen.IsEmpty ? null : this with { Stage = DriftStage.Missing, At = 0 },
    };

    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static DriftCursor? Parse(string? text)
    {
        if (text is null)
        {
            return Start;
        }

        return text.Split('.') is [var stage, var at, var unseen]
            && int.TryParse(stage, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((DriftStage)number)
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && ((DriftStage)number is not (DriftStage.Issues or DriftStage.Comments) || position is > 0 and < int.MaxValue)
            && UnseenLanes.Parse(unseen) is { } lanes
                ? new DriftCursor((DriftStage)number, position, lanes)
                : null;
    }

    /// <summary>Short enough for a query string: at most <see cref="UnseenLanes.Groups"/> numbers of 64 bits in Base64Url.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(int)Stage}.{At}.{Unseen}");
}

/// <summary>
/// Which linked lanes a listing has not shown, in constant space: each lane belongs to a group, and turns its group's number over (exclusive or with a
/// hash of its id) once when it is known to be linked and once when it is seen. A group whose number is zero misses none; of any other group,
/// each lane is read. Used by one caller at a time.
/// </summary>
internal sealed class UnseenLanes
{
    /// <summary>With ten thousand lanes, one that is missing costs twenty requests at the end; the cursor has 5,500 characters.</summary>
    public const int Groups = 512;

    private readonly ulong[] _groups = new ulong[Groups];

    /// <summary>Whether every lane was seen.</summary>
    public bool IsEmpty => Array.TrueForAll(_groups, group => group == 0);

    /// <summary>Turns a lane over.</summary>
    public void Turn(long laneId)
    {
        var hash = Hash(laneId);
        _groups[hash % Groups] ^= hash;
    }

    /// <summary>Whether the lane may be one that was not seen.</summary>
    public bool MayHold(long laneId) => _groups[Hash(laneId) % Groups] != 0;

    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static UnseenLanes? Parse(string text)
    {
        var lanes = new UnseenLanes();
        if (text.Length == 0)
        {
            return lanes;
        }

        var bytes = new byte[Groups * sizeof(ulong)];
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return null;
        }

        for (var i = 0; i < Groups; i++)
        {
            lanes._groups[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return lanes;
    }

    /// <summary>Base64Url; "" when every lane was seen.</summary>
    public override string ToString()
    {
        if (IsEmpty)
        {
            return "";
        }

        var bytes = new byte[Groups * sizeof(ulong)];
        for (var i = 0; i < Groups; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), _groups[i]);
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>SplitMix64's finish (Steele, Lea, Flood 2014): ids that count up must not cancel each other out.</summary>
    private static ulong Hash(long laneId)
    {
        var z = (ulong)laneId + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
