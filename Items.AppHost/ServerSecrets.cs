namespace Items.AppHost;

/// <summary>
/// Who logs in to Postgres and RabbitMQ, and with which password. Passwords are made at the first start and kept in the project's user secrets, because the stored
/// data know them; a published model asks for them instead.
/// </summary>
internal static class ServerSecrets
{
    /// <summary>Not simply "user": a parameter becomes an environment variable of the compose file, where the shell's own USER would win.</summary>
    private const string UserParameter = "items-user";
    private const string DefaultUser = "items";
    private const int PasswordLength = 24;

    public static IResourceBuilder<ParameterResource> AddServerUser(this IDistributedApplicationBuilder builder) =>
        builder.AddParameter(UserParameter, DefaultUser, publishValueAsDefault: true);

    /// <summary>Letters and digits only: passwords become part of connection strings and URIs.</summary>
    public static IResourceBuilder<ParameterResource> AddServerPassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = PasswordLength, Special = false }, secret: true, persist: true);
}
