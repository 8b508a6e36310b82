using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>What a private cluster is for: <see cref="Durable"/> false trades crash safety for speed and is meant for tests.</summary>
/// <param name="Folder">Folder that holds the cluster, its password and its log.</param>
/// <param name="Database">Database to create in it.</param>
/// <param name="Durable">True keeps PostgreSQL's own durability settings.</param>
/// <param name="MayInstall">True allows the distribution's package manager to install PostgreSQL when it is missing.</param>
/// <param name="MayCreate">False where only what is there already is asked for: a mistyped folder gets no cluster.</param>
public sealed record PrivatePostgresOptions(
    string Folder, string Database = "igg4followup", bool Durable = true, bool MayInstall = true, bool MayCreate = true);

/// <summary>PostgreSQL could not be provided; the message is one sentence for the person at the console.</summary>
public sealed class PrivatePostgresException(string message) : Exception(message);

/// <summary>
/// A PostgreSQL cluster of our own under a data folder: found or installed, initialised once, started on a free loopback
/// port, and found running again after the service was killed. As root it runs under an unprivileged user, because
/// PostgreSQL refuses to run as root.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Superuser = "followup";

    // "no" in the environment keeps root from installing anything.
    private const string Install = "FOLLOWUP_INSTALL";

    private readonly Tools _tools;
    private readonly string _pgdata;
    private readonly FileStream? _ownership;

    private PrivatePostgres(Tools tools, string pgdata, string connectionString, FileStream? ownership)
    {
        _tools = tools;
        _pgdata = pgdata;
        _ownership = ownership;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>False when the server belongs to another process, which stops it.</summary>
    public bool IsOurs => _ownership is not null;

    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, Action<string>? say = null, CancellationToken cancellation = default)
    {
        say ??= static _ => { };
        if (!options.MayCreate && !Directory.Exists(options.Folder)) throw new PrivatePostgresException(Nothing(options.Folder));
        var account = await UnprivilegedAccount.FindAsync(cancellation);
        var folder = await AccessibleFolderAsync(Path.GetFullPath(options.Folder), account, say, cancellation);
        var pgdata = Path.Combine(folder, "postgres");
        var passwordFile = Path.Combine(folder, "postgres-password");
        if (!options.MayCreate && !Directory.Exists(pgdata)) throw new PrivatePostgresException(Nothing(options.Folder));
        var ownership = TryOwn(folder);
        Tools? started = null;
        try
        {
            return await StartAsync(
                options, folder, pgdata, passwordFile, account, ownership, say, tools => started = tools, cancellation);
        }
        catch
        {
            // Whoever breaks a start off leaves nothing running behind.
            if (started is not null) await StopServerAsync(started, pgdata);
            ownership?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Stops the server, if it is ours, in PostgreSQL's fast mode: open transactions are rolled back, nothing committed is lost.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_ownership is null) return;
        await StopServerAsync(_tools, _pgdata);
        await _ownership.DisposeAsync();
    }

    // Ctrl-C reaches every program of the terminal, so that one pressed again ends the tool that waits for the server: it is asked again.
    private static async Task StopServerAsync(Tools tools, string pgdata)
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var (code, _) = await tools.RunAsync("pg_ctl", ["stop", "-D", pgdata, "-m", "fast", "-w", "-s"], CancellationToken.None);
            if (code == 0 || await RunningPortAsync(tools, pgdata, CancellationToken.None) is null) return;
        }
    }

    private static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, string folder, string pgdata, string passwordFile, UnprivilegedAccount? account,
        FileStream? ownership, Action<string> say, Action<Tools> onStarted, CancellationToken cancellation)
    {
        var tools = await FindOrInstallAsync(options, pgdata, account, say, cancellation);
        // The account may only exist since the installation.
        tools = tools with { Account = await UnprivilegedAccount.FindAsync(cancellation) };

        if (ownership is not null && !File.Exists(Path.Combine(pgdata, "PG_VERSION")))
        {
            say($"Creating a private PostgreSQL {tools.Major} cluster in {pgdata}");
            await InitialiseAsync(tools, folder, pgdata, passwordFile, options.Durable, cancellation);
        }

        var port = await RunningPortAsync(tools, pgdata, cancellation);
        if (port is null)
        {
            if (ownership is null)
                throw new PrivatePostgresException(
                    $"Another process is starting or stopping the database in {folder}; try again when it is done.");
            port = FreePort();
            say($"Starting PostgreSQL {tools.Major} on 127.0.0.1:{port}");
            cancellation.ThrowIfCancellationRequested();
            onStarted(tools);
            await StartServerAsync(tools, folder, pgdata, port.Value, options.Durable);
            cancellation.ThrowIfCancellationRequested();
        }
        else
        {
            if (ownership is not null) onStarted(tools);
            say($"PostgreSQL is already running on 127.0.0.1:{port}");
        }

        var password = (await File.ReadAllTextAsync(passwordFile, cancellation)).Trim();
        var server = new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port.Value,
            Username = Superuser,
            Password = password,
            Database = options.Database,
            // One connection per concurrent request is plenty on one machine; the server's limit is 100.
            MaxPoolSize = 40,
            ApplicationName = "igg4followup",
        };
        await EnsureDatabaseAsync(server, cancellation);
        return new PrivatePostgres(tools, pgdata, server.ConnectionString, ownership);
    }

    private static string Nothing(string folder) =>
        $"There is no database in {folder}: './followup run' makes one there, --data-folder names another folder, "
        + "and ConnectionStrings__Postgres a database elsewhere.";

    // The system gives a lock back when its process dies, however it dies: a server that was left running then has a new owner.
    private static FileStream? TryOwn(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "postgres-owner"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task InitialiseAsync(
        Tools tools, string folder, string pgdata, string passwordFile, bool durable, CancellationToken cancellation)
    {
        // One of a start that ended before it was written is empty.
        if (new FileInfo(passwordFile) is not { Exists: true, Length: > 0 })
        {
            await using var file = new FileStream(passwordFile, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(48, lowercase: true)),
                cancellation);
        }

        await tools.OwnAsync(folder, passwordFile, cancellation);
        // A cluster that is half made looks like one: it gets its name when it is whole, whatever ends this process before.
        foreach (var unfinished in Directory.GetDirectories(folder, $"{Path.GetFileName(pgdata)}.making-*"))
            Directory.Delete(unfinished, recursive: true);
        var making = $"{pgdata}.making-{Guid.NewGuid():N}";
        string[] arguments =
        [
            "-D", making, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8",
            "--locale=C.UTF-8", "--data-checksums", .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        // Not broken off: it would go on by itself.
        var (code, output) = await tools.RunAsync("initdb", arguments, CancellationToken.None);
        if (code == 0)
        {
            if (Directory.Exists(pgdata) && !Directory.EnumerateFileSystemEntries(pgdata).Any()) Directory.Delete(pgdata);
            if (Directory.Exists(pgdata))
                throw new PrivatePostgresException($"{pgdata} holds something that is no PostgreSQL cluster: move it away.");
            Directory.Move(making, pgdata);
        }

        cancellation.ThrowIfCancellationRequested();
        if (code != 0)
            throw new PrivatePostgresException($"PostgreSQL's initdb could not create a cluster in {pgdata}: {Cause(output)}");
    }

    // Not broken off half-way: a server that starts behind one's back could not be stopped.
    private static async Task StartServerAsync(Tools tools, string folder, string pgdata, int port, bool durable)
    {
        var log = Path.Combine(folder, "postgres.log");
        // The server's log names what failed, without the values and the statements it failed on: they may be a patient's.
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            + " -c log_error_verbosity=terse -c log_min_error_statement=panic";
        if (!durable)
            settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300";
        // After a kill, backends of the former server may hold its shared memory for a moment longer.
        for (var attempt = 1; ; attempt++)
        {
            var (code, output) = await tools.RunAsync(
                "pg_ctl", ["start", "-D", pgdata, "-l", log, "-w", "-s", "-t", "60", "-o", settings], CancellationToken.None);
            if (code == 0) return;
            if (attempt == 10) throw new PrivatePostgresException($"PostgreSQL did not start; its log is {log}. {Cause(output)}");
            await Task.Delay(500, CancellationToken.None);
        }
    }

    private static async Task<int?> RunningPortAsync(Tools tools, string pgdata, CancellationToken cancellation)
    {
        var (code, _) = await tools.RunAsync("pg_ctl", ["status", "-D", pgdata], cancellation);
        if (code != 0) return null;
        // Line 4 of postmaster.pid is the port the running server listens on.
        var lines = await File.ReadAllLinesAsync(Path.Combine(pgdata, "postmaster.pid"), cancellation);
        return int.Parse(lines[3], CultureInfo.InvariantCulture);
    }

    private static async Task EnsureDatabaseAsync(Npgsql.NpgsqlConnectionStringBuilder target, CancellationToken cancellation)
    {
        var maintenance = new Npgsql.NpgsqlConnectionStringBuilder(target.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new Npgsql.NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var exists = new Npgsql.NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        exists.Parameters.Add(new() { Value = target.Database });
        if (await exists.ExecuteScalarAsync(cancellation) is not null) return;
        var quoted = "\"" + target.Database!.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        await using var create = new Npgsql.NpgsqlCommand("create database " + quoted, connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<Tools> FindOrInstallAsync(
        PrivatePostgresOptions options, string pgdata, UnprivilegedAccount? account, Action<string> say, CancellationToken cancellation)
    {
        var versionFile = Path.Combine(pgdata, "PG_VERSION");
        int? wanted = File.Exists(versionFile)
            ? int.Parse((await File.ReadAllTextAsync(versionFile, cancellation)).Trim(), CultureInfo.InvariantCulture)
            : null;
        if (await FindAsync(wanted, account, cancellation) is { } found) return found;
        if (wanted is not null)
            throw new PrivatePostgresException(
                $"The cluster in {pgdata} was made by PostgreSQL "
                    + $"{wanted}, which is not installed; install it or name another data folder.");

        string[]? install =
            File.Exists("/usr/bin/apt-get")
                ? ["sh", "-c",
                    "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql"]
            : File.Exists("/usr/bin/dnf") ? ["sh", "-c", "dnf install -y -q postgresql-server"]
            : File.Exists("/sbin/apk") ? ["sh", "-c", "apk add --quiet postgresql"]
            : null;
        if (!options.MayInstall || install is null || Environment.UserName != "root" || Environment.GetEnvironmentVariable(Install) == "no")
            throw new PrivatePostgresException(
                "PostgreSQL is not installed and may not be installed from here: install PostgreSQL 15 or later, or set "
                    + "ConnectionStrings:Postgres.");

        say($"PostgreSQL is not installed. Installing it now on this machine, as root; {Install}=no forbids it: {install[^1]}");
        var (code, output) = await Tools.RunRawAsync(install[0], install[1..], cancellation);
        return code == 0 && await FindAsync(null, account, cancellation) is { } installed
            ? installed
            : throw new PrivatePostgresException($"The package manager could not install PostgreSQL: {Cause(output)}");
    }

    private static async Task<Tools?> FindAsync(int? major, UnprivilegedAccount? account, CancellationToken cancellation)
    {
        var folders = new List<string>();
        foreach (var root in new[] { "/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt" })
        {
            if (Directory.Exists(root))
                folders.AddRange(Directory.GetDirectories(root).Select(folder => Path.Combine(folder, "bin")));
        }

        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        folders.AddRange(["/usr/libexec/postgresql", "/usr/local/pgsql/bin"]);

        Tools? best = null;
        foreach (var folder in folders.Distinct()
            .Where(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl"))))
        {
            var (code, output) = await Tools.RunRawAsync(Path.Combine(folder, "pg_ctl"), ["--version"], cancellation);
            if (code != 0 || !int.TryParse(output.Split(' ')[^1].Split('.')[0].Trim(), CultureInfo.InvariantCulture, out var version))
                continue;
            if (major is null ? version >= 15 && version > (best?.Major ?? 0) : version == major)
                best = new Tools(folder, version, account);
        }

        return best;
    }

    private static async Task<string> AccessibleFolderAsync(
        string folder, UnprivilegedAccount? account, Action<string> say, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (account is null || await account.CanReachAsync(folder, cancellation)) return folder;
        // A checkout under /root: PostgreSQL's user cannot enter it, so the cluster lives where services keep their data.
        var name = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder)))[..12];
        var other = Path.Combine("/var/lib/igg4followup", name);
        Directory.CreateDirectory(other);
        say($"User {account.Name} cannot enter {folder}; the database is kept in {other}");
        return other;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What went wrong, by the output of a program: one that tidies up after itself says that last.</summary>
    public static string Cause(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.FindLast(lines, line =>
                line.Contains("error:", StringComparison.OrdinalIgnoreCase) || line.Contains("FATAL:", StringComparison.OrdinalIgnoreCase)
                || line.Contains("PANIC:", StringComparison.OrdinalIgnoreCase))
            ?? lines.LastOrDefault() ?? "";
    }

    /// <summary>The user PostgreSQL runs under when we are root; null when we are not.</summary>
    private sealed record UnprivilegedAccount(string Name)
    {
        public static async Task<UnprivilegedAccount?> FindAsync(CancellationToken cancellation)
        {
            if (Environment.UserName != "root") return null;
            var passwd = await File.ReadAllLinesAsync("/etc/passwd", cancellation);
            return new UnprivilegedAccount(passwd.Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
                ? "postgres"
                : "nobody");
        }

        public async Task<bool> CanReachAsync(string folder, CancellationToken cancellation)
        {
            var parent = Path.GetDirectoryName(folder) ?? "/";
            var (code, _) = await Tools.RunRawAsync("setpriv", [.. Become, "test", "-x", parent], cancellation);
            return code == 0;
        }

        public string[] Become => ["--reuid", Name, "--init-groups", "--reset-env"];
    }

    private sealed record Tools(string Folder, int Major, UnprivilegedAccount? Account)
    {
        public Task<(int Code, string Output)> RunAsync(string tool, string[] arguments, CancellationToken cancellation)
        {
            var path = Path.Combine(Folder, tool);
            return Account is null
                ? RunRawAsync(path, arguments, cancellation)
                : RunRawAsync("setpriv", [.. Account.Become, path, .. arguments], cancellation);
        }

        public async Task OwnAsync(string folder, string file, CancellationToken cancellation)
        {
            if (Account is not null)
                await RunRawAsync("chown", [Account.Name, folder, file], cancellation);
        }

        // A link to a tool that was removed exists as a file, and is no tool.
        private static Process? TryStart(ProcessStartInfo start)
        {
            try
            {
                return Process.Start(start);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        public static async Task<(int Code, string Output)> RunRawAsync(string file, string[] arguments, CancellationToken cancellation)
        {
            var start = new ProcessStartInfo(file, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // The server inherits the working folder; it must be one that its user may enter.
                WorkingDirectory = "/",
            };
            using var process = TryStart(start);
            if (process is null) return (127, $"{file} could not be started.");
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await error);
        }
    }
}
