namespace IgG4FollowUp.Api.SignIn;

/// <summary>A file that only its owner may read.</summary>
public static class SecretFile
{
    /// <summary>Creates it unless it is there: a reader never sees half of it, and the first of two writers wins.</summary>
    public static void Create(string path, byte[] secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written aside and moved into place.
        var draft = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        using (var file = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            file.Write(secret);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
