namespace IgG4FollowUp.Api.Access;

/// <summary>
/// Of whom the answer to one request tells. Whoever reads patients says so here; it goes with the flow of the request, as a trace does, so
/// that no caller in between can forget to hand it on. Outside a request it goes nowhere.
/// </summary>
public sealed class AccessNote
{
    private static readonly AsyncLocal<AccessNote?> OfRequest = new();

    private readonly HashSet<Guid> _patients = [];
    private int? _count;

    private AccessNote()
    {
    }

    /// <summary>The patients of whom it tells.</summary>
    public IReadOnlyList<Guid> Patients
    {
        get
        {
            lock (_patients) return [.. _patients];
        }
    }

    /// <summary>How many people it counts; null when it counts none.</summary>
    public int? Count
    {
        get
        {
            lock (_patients) return _count;
        }
    }

    /// <summary>Begins the note of the request that goes on from here.</summary>
    public static AccessNote Begin() => OfRequest.Value = new();

    /// <summary>The answer tells of a patient.</summary>
    public static void Saw(Guid patientId)
    {
        if (OfRequest.Value is not { } note) return;
        lock (note._patients) note._patients.Add(patientId);
    }

    /// <summary>The answer tells of patients.</summary>
    public static void Saw(IEnumerable<Guid> patients)
    {
        if (OfRequest.Value is not { } note) return;
        lock (note._patients) note._patients.UnionWith(patients);
    }

    /// <summary>The answer counts people and tells of none of them.</summary>
    public static void Counted(int people)
    {
        if (OfRequest.Value is not { } note) return;
        lock (note._patients) note._count = people;
    }
}
