using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Proof;

/// <summary>Whoever recorded something gets what shows, without the service, that it is on record unchanged.</summary>
public sealed class ReceiptSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_version_of_a_record_has_a_receipt_that_the_key_of_the_log_verifies()
    {
        using var clinic = service.Client(clinic: "receipts");
        var patient = await clinic.EnrolAsync();
        using var visit = await clinic.PostAsync(
            $"{patient}/visits", """{ "visitedOn": "2024-02-07", "asiaGrade": { "grade": "C" }, "note": "walks with ä stick" }""");
        visit.EnsureSuccessStatusCode();
        await SealAsync();

        var receipts = await ReceiptsAsync(clinic, patient);

        receipts.Select(receipt => receipt.Version).ShouldBe([1, 2, 3]);
        var key = await KeyAsync(clinic);
        foreach (var receipt in receipts) receipt.Fault(key).ShouldBeNull();
        EventContent.Read(receipts[1].Content)!["data"]!.ShouldContain("2024-02-07");
        (await ReceiptsAsync(clinic, patient + "/receipts?fromVersion=2&toVersion=2")).ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task a_receipt_that_was_changed_anywhere_is_refused()
    {
        using var clinic = service.Client(clinic: "forgers");
        var patient = await clinic.EnrolAsync();
        await SealAsync();
        var receipt = (await ReceiptsAsync(clinic, patient)).ShouldHaveSingleItem();
        var key = await KeyAsync(clinic);

        foreach (var forged in new[]
        {
            receipt with { Version = 2 }, receipt with { Index = receipt.Index + 1 }, receipt with { Index = -1 },
            receipt with { Salt = Convert.ToBase64String(new byte[32]) }, receipt with { Salt = "?" }, receipt with { Content = "" },
            receipt with { Content = receipt.Content.Replace("1968", "1969", StringComparison.Ordinal) },
            receipt with { Path = [.. receipt.Path, receipt.Salt] }, receipt with { Path = ["?"] }, receipt with { Checkpoint = "" },
            receipt with { Checkpoint = receipt.Checkpoint.Replace("\n1", "\n2", StringComparison.Ordinal) + "\n" },
            receipt with
            {
                Checkpoint = NoteSigner.Create(key.Name).Sign(SignedNote.Parse(receipt.Checkpoint)!.Text).ToString(),
            },
        })
            forged.Fault(key).ShouldNotBeNull();
    }

    [Fact]
    public async Task receipts_are_verified_by_a_command_that_needs_no_database()
    {
        using var clinic = service.Client(clinic: "offline");
        var patient = await clinic.EnrolAsync();
        await SealAsync();
        var folder = Directory.CreateTempSubdirectory("igg4-receipts-").FullName;
        try
        {
            var file = Path.Combine(folder, "receipts.json");
            await File.WriteAllTextAsync(file, await clinic.GetStringAsync(patient + "/receipts", Cancellation), Cancellation);
            string[] command =
                ["verify", "--receipts", file, "--key", (await KeyAsync(clinic)).Text, "--data-folder", folder];
            var settings = new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = null };

            var whole = await CommandProcess.RunAsync(command, settings);
            await File.WriteAllTextAsync(
                file, (await File.ReadAllTextAsync(file, Cancellation)).Replace("1968", "1969", StringComparison.Ordinal), Cancellation);
            var changed = await CommandProcess.RunAsync(command, settings);

            whole.Output.ShouldBe(["Version 1: on record, unchanged"], string.Join('\n', whole.Error));
            whole.Code.ShouldBe(0);
            changed.Output.ShouldBe(["Version 1: The event is not the one that the checkpoint vouches for."]);
            changed.Code.ShouldBe(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task what_is_not_sealed_yet_has_no_receipt_and_says_when_to_ask_again()
    {
        using var clinic = service.Client(clinic: "early");
        var patient = await clinic.EnrolAsync();
        await SealAsync();
        using var visit = await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-07" }""");
        visit.EnsureSuccessStatusCode();

        using var early = await clinic.GetAsync($"{patient}/receipts?fromVersion=2", Cancellation);

        early.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await early.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith("not-sealed-yet");
        early.Headers.RetryAfter!.Delta.ShouldBe(service.Host.Services.GetRequiredService<ProofSettings>().Every);
        (await ReceiptsAsync(clinic, patient + "/receipts?toVersion=1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task nobody_gets_receipts_for_another_clinics_patient_or_for_versions_that_there_are_none_of()
    {
        using var clinic = service.Client(clinic: "owner");
        using var other = service.Client(clinic: "stranger");
        var patient = await clinic.EnrolAsync();
        await SealAsync();

        (await other.GetAsync($"{patient}/receipts", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clinic.GetAsync($"{patient}/receipts?fromVersion=9", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clinic.GetAsync($"{patient}/receipts?fromVersion=2&toVersion=1", Cancellation)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
        foreach (var beyond in new[] { "toVersion=2", "fromVersion=1&toVersion=99999", "toVersion=2147483647" })
            (await clinic.GetAsync($"{patient}/receipts?{beyond}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, beyond);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        (await analyst.GetAsync($"{patient}/receipts", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_later_checkpoint_is_shown_to_continue_an_earlier_one()
    {
        using var clinic = service.Client(clinic: "growing");
        await clinic.EnrolAsync();
        await SealAsync();
        var earlier = await CheckpointAsync(clinic);
        for (var n = 0; n < 5; n++) await clinic.EnrolAsync();
        await SealAsync();
        var later = await CheckpointAsync(clinic);

        var proof = (await clinic.GetFromJsonAsync<ConsistencyProof>(
            $"/api/log/consistency?from={earlier.Size}&to={later.Size}", Cancellation))!;

        later.Size.ShouldBeGreaterThanOrEqualTo(earlier.Size + 5);
        MerkleTree.IsConsistent(
            earlier.Size, earlier.Root, later.Size, later.Root, [.. proof.Path.Select(Convert.FromBase64String)]).ShouldBeTrue();
        (await clinic.GetAsync($"/api/log/consistency?from={later.Size + 1000}", Cancellation)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task the_last_checkpoint_lies_outside_the_database_too()
    {
        using var clinic = service.Client(clinic: "outside");
        await clinic.EnrolAsync();
        await SealAsync();
        var folder = service.Host.Services.GetRequiredService<ProofSettings>().Folder;

        (await File.ReadAllTextAsync(Path.Combine(folder, "latest.txt"), Cancellation))
            .ShouldBe(await clinic.GetStringAsync("/api/log/checkpoint", Cancellation));
        Directory.GetFiles(folder).Length.ShouldBe(2);
    }

    [Fact]
    public async Task a_checkpoint_that_could_not_be_written_down_outside_is_made_up_for()
    {
        using var clinic = service.Client(clinic: "full-disk");
        var folder = service.Host.Services.GetRequiredService<ProofSettings>().Folder;
        await clinic.EnrolAsync();
        await SealAsync();
        await clinic.EnrolAsync();
        Directory.Move(folder, folder + "-aside");
        await File.WriteAllTextAsync(folder, "in the way", Cancellation);

        await Should.ThrowAsync<IOException>(SealAsync);
        File.Delete(folder);
        Directory.Move(folder + "-aside", folder);
        await SealAsync();

        (await File.ReadAllTextAsync(Path.Combine(folder, "latest.txt"), Cancellation))
            .ShouldBe(await clinic.GetStringAsync("/api/log/checkpoint", Cancellation));
    }

    private async Task SealAsync()
    {
        await service.SettledAsync();
        await service.Host.Services.GetRequiredService<SealLog>().RunAsync(Cancellation);
    }

    private static async Task<NoteVerifier> KeyAsync(HttpClient clinic) =>
        NoteVerifier.Parse((await clinic.GetStringAsync("/api/log/key", Cancellation)).TrimEnd('\n'))!;

    private static async Task<Checkpoint> CheckpointAsync(HttpClient clinic)
    {
        var note = SignedNote.Parse(await clinic.GetStringAsync("/api/log/checkpoint", Cancellation))!;
        note.IsSignedBy(await KeyAsync(clinic)).ShouldBeTrue();
        return Checkpoint.Parse(note.Text)!;
    }

    private static async Task<IReadOnlyList<Receipt>> ReceiptsAsync(HttpClient clinic, string address) =>
        (await clinic.GetFromJsonAsync<IReadOnlyList<Receipt>>(
            address.Contains("/receipts", StringComparison.Ordinal) ? address : address + "/receipts", JsonSerializerOptions.Web,
            Cancellation))!;
}
