namespace GitSync.Dashboard.Parts;

/// <summary>What a page belongs to, for the navigation. Public because components are.</summary>
public enum Section
{
    /// <summary>Nothing of it.</summary>
    None,

    /// <summary>The first page.</summary>
    Overview,

    /// <summary>Operations and runs over them.</summary>
    Operations,

    /// <summary>Lanes.</summary>
    Lanes,

    /// <summary>Webhooks.</summary>
    Deliveries,

    /// <summary>Repositories.</summary>
    Repositories,

    /// <summary>What people did.</summary>
    Audit,
}
