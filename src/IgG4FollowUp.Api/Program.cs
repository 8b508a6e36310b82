using IgG4FollowUp.Api.CommandLine;

return await Commands.RunAsync(args);

/// <summary>The entry point, named so that tests can host the service.</summary>
public partial class Program;
