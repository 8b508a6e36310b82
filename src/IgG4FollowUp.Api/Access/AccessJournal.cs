using System.Text.Json;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Access;

/// <summary>
/// What is on its way to the access record, in files of a folder: what was appended is the operating system's to keep, and outlives the
/// process however it ends. A file goes once the database has what is in it.
/// </summary>
public sealed class AccessJournal(string folder)
{
    private const string Suffix = ".access";

    /// <summary>A file of its own, open to this process alone.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Part Begin()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Guid.CreateVersion7().ToString("N") + Suffix);
        return new(path, new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // The lock says that whoever appends is alive.
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }));
    }

    /// <summary>Files that a process has left behind which is no more, with what they hold.</summary>
    public IEnumerable<(Part Part, IReadOnlyList<AccessEntry> Entries)> LeftBehind()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            if (Open(path) is { } file) yield return (new(path, file), Read(file));
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another process appends to it, or has just done with it.
            return null;
        }
    }

    // The last line may be half a line: its answer was never begun.
    private static List<AccessEntry> Read(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var lines = reader.ReadToEnd().Split('\n');
        return [.. lines[..^1].Select(line => JsonSerializer.Deserialize<AccessEntry>(line, EntryJson.Options)!)];
    }

    /// <summary>One file.</summary>
    public sealed class Part(string path, FileStream file)
    {
        /// <summary>Appends an entry, whole or not at all; when it returns, the entry outlives the process.</summary>
        /// <exception cref="IOException">It cannot be written.</exception>
        public void Append(AccessEntry entry)
        {
            var end = file.Position;
            try
            {
                file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, EntryJson.Options), (byte)'\n']);
            }
            catch (IOException)
            {
                // Half a line would spoil the next one.
                file.SetLength(end);
                throw;
            }
        }

        /// <summary>Forgets the file: what is in it is on record.</summary>
        public void Delete()
        {
            File.Delete(path);
            file.Dispose();
        }
    }
}
