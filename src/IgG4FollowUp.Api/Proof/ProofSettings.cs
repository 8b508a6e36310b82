using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using Wolverine.Runtime.Agents;

namespace IgG4FollowUp.Api.Proof;

/// <summary>How the log is sealed.</summary>
/// <param name="Every">How long after an event its leaf is made at the latest; a minute unless set (house default).</param>
/// <param name="Folder">Where checkpoints are written down outside the database.</param>
public sealed record ProofSettings(TimeSpan Every, string Folder)
{
    /// <summary>Name of the log, as its checkpoints have it.</summary>
    public const string Name = "Proof:Name";

    /// <summary>Setting of <see cref="Every"/>, seconds.</summary>
    internal static readonly NumberSetting EverySeconds = new("Proof:EverySeconds", 60, 1, 86_400);

    /// <summary>Setting of <see cref="Folder"/>.</summary>
    public const string CheckpointFolder = "Proof:CheckpointFolder";

    /// <summary>The key itself; a file of the data folder holds it unless it is set.</summary>
    public const string SigningKey = "Proof:SigningKey";

    private const string DefaultName = "igg4followup";
    private const string KeyFile = "log-signing-key";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingMissingException">One of them is none.</exception>
    public static ProofSettings From(IConfiguration configuration, string dataFolder)
    {
        var folder = configuration[CheckpointFolder] ?? Path.Combine(dataFolder, "checkpoints");
        return new(EverySeconds.SecondsIn(configuration), folder);
    }

    /// <summary>Judges the key and the name that are set, without making a key.</summary>
    /// <exception cref="SettingMissingException">What is set is no key, or no name.</exception>
    public static void Check(IConfiguration configuration)
    {
        Given(configuration);
        NameIn(configuration);
    }

    /// <summary>The key by which the log is signed: the one that is set, or that of the data folder, made on first use.</summary>
    /// <exception cref="SettingMissingException">What is set is no key, or no name.</exception>
    public static NoteSigner Key(IConfiguration configuration, string dataFolder)
    {
        if (Given(configuration) is { } given) return given;
        var name = NameIn(configuration);
        var path = Path.Combine(dataFolder, KeyFile);
        if (!File.Exists(path)) SecretFile.Create(path, System.Text.Encoding.UTF8.GetBytes(NoteSigner.Create(name).Text));
        return NoteSigner.Parse(File.ReadAllText(path)) ?? throw new SettingMissingException($"{path} holds no key.");
    }

    private static NoteSigner? Given(IConfiguration configuration) => configuration[SigningKey] is not { Length: > 0 } given
        ? null
        : NoteSigner.Parse(given)
            ?? throw new SettingMissingException($"{SigningKey} must be a key as {KeyFile} holds it: PRIVATE+KEY+name+hash+base64.");

    private static string NameIn(IConfiguration configuration)
    {
        var name = configuration[Name] ?? DefaultName;
        return NoteVerifier.IsName(name)
            ? name
            : throw new SettingMissingException($"{Name} must be 1 to 100 characters without blanks and plus signs.");
    }
}

/// <summary>Puts the proofs into the service.</summary>
public static class ProofServices
{
    public static void AddProof(this WebApplicationBuilder builder, string dataFolder)
    {
        builder.Services.AddSingleton(ProofSettings.From(builder.Configuration, dataFolder));
        builder.Services.AddSingleton(_ => ProofSettings.Key(builder.Configuration, dataFolder));
        builder.Services.AddSingleton<Storage.SealedLog>();
        builder.Services.AddSingleton<SealLog>().AddSingleton<IAgentFamily>(provider => provider.GetRequiredService<SealLog>());
    }
}
