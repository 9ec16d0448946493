namespace GitSync.Dashboard.Tests;

/// <summary>What can be wrong with a page.</summary>
internal enum FindingKind
{
    /// <summary>It, or something it loads, was answered with another status than expected, or not at all.</summary>
    Request,

    /// <summary>The browser or a script wrote an error to the console.</summary>
    ConsoleError,

    /// <summary>A script threw, and nobody caught it.</summary>
    ScriptError,

    /// <summary>The content security policy stopped something.</summary>
    PolicyViolation,

    /// <summary>Somebody cannot use it: a rule of WCAG 2 A or AA.</summary>
    Accessibility,
}

/// <summary>Something that is wrong with a page.</summary>
/// <param name="Kind">What.</param>
/// <param name="Text">A sentence with the values.</param>
internal sealed record Finding(FindingKind Kind, string Text)
{
    public override string ToString() => $"{Kind}: {Text}";
}
