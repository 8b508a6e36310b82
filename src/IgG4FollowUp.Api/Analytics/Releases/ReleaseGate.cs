using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Analytics.Releases;

/// <summary>Which questions are answered to the last person, and which from a release.</summary>
public static class ReleaseGate
{
    /// <summary>
    /// Smallest number of persons of whom a release tells: setting <c>Cohort:MinimumCellSize</c>; 1 protects nobody, and is meant for a
    /// registry of made-up patients.
    /// </summary>
    public static readonly Hosting.NumberSetting Minimum = new("Cohort:MinimumCellSize", 5, 1);

    /// <summary>Whether whoever asks may be told of single people.</summary>
    public static bool IsOpen(HttpContext http)
    {
        var configuration = http.RequestServices.GetRequiredService<IConfiguration>();
        return Minimum.CountIn(configuration) == 1 || RowLevelReads.AreAllowed(configuration, http.User);
    }

    /// <summary>
    /// The parameters by which a question may say where its persons come from: those of publications and made-up ones need no protection.
    /// </summary>
    /// <param name="ofTimes">Whether it is about times: then <c>origin</c> is the moment at which they begin.</param>
    public static string[] OriginParameters(bool ofTimes) =>
        ofTimes ? [CohortParameters.DataOrigin.Name] : [CohortParameters.DataOrigin.Name, Persons.Origin];

    /// <summary>Answers from the last release.</summary>
    /// <param name="http">The request.</param>
    /// <param name="services">The service.</param>
    /// <param name="answer">Asks it; null for a question that no release answers.</param>
    /// <exception cref="BadQuestion">It does not tell what is asked for.</exception>
    public static async Task<IResult> AnswerAsync(
        HttpContext http, IServiceProvider services, Func<HttpContext, ReleaseRow, IResult>? answer)
    {
        if (answer is null)
        {
            throw new BadQuestion(Problem.NotReleased(
                "A release answers table-one, survival and rates; the rest is for those who may see data of single people, or about "
                    + "published or made-up patients."));
        }

        if (http.Request.Query.ContainsKey(CohortSnapshot.KnownAtParameter))
            throw new BadQuestion(Problem.NotReleased("A release is of one time; it is asked without 'knownAt'."));
        var minimum = Minimum.CountIn(services.GetRequiredService<IConfiguration>());
        return await services.GetRequiredService<Releases>().LastAsync(minimum, http.RequestAborted) is { } release
            ? answer(http, release)
            : throw new BadQuestion(Problem.NotReleased(
                "There is no release yet: it tells of clinics' own patients. Others are asked for by dataOrigin=published or synthetic."));
    }
}
