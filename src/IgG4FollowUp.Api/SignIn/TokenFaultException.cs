using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>A token that is signed as it should be and says what none may; the message is one sentence for whoever sent it.</summary>
public sealed class TokenFaultException(string message) : SecurityTokenValidationException(message)
{
    /// <summary>What is said of a token that was taken until it expired.</summary>
    public const string Expired = "The token has expired; get a new one.";

    /// <summary>Why a token is not taken, in a sentence; never in its own words, which nobody has vouched for.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        TokenFaultException => failure.Message,
        SecurityTokenExpiredException => Expired,
        SecurityTokenNotYetValidException => "The token is not valid yet; the clocks of its issuer and of this service may differ.",
        SecurityTokenNoExpirationException => "The token does not say until when it is valid.",
        SecurityTokenInvalidLifetimeException => "The token ends before it begins.",
        SecurityTokenInvalidSignatureException => "The token is not signed by a key of the issuer whose tokens are taken here.",
        SecurityTokenInvalidAlgorithmException => "The token is signed by an algorithm that is not taken here.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer than the one whose tokens are taken here.",
        SecurityTokenInvalidAudienceException => "The token is meant for another audience than this service.",
        _ => "The token cannot be read: it must be a signed JSON Web Token.",
    };
}
