using Marten;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Columns beside a document's JSON, for statements and indexes.</summary>
public static class DocumentColumns
{
    /// <summary>
    /// Keeps members of a document in columns of their own as well. The store's own way of saying so gives each of
    /// them an index, wanted or not.
    /// </summary>
    public static void Columns<T>(this StoreOptions options, params string[] members) => options.Policies.ForAllDocuments(mapping =>
    {
        if (mapping.DocumentType != typeof(T)) return;
        foreach (var member in members) mapping.DuplicateField(member);
    });
}
