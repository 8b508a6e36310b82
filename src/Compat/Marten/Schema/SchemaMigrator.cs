using System.Globalization;
using System.Text;
using JasperFx;
using Npgsql;

namespace Weasel.Core
{
    public class SchemaMigrationException : Exception
    {
        internal SchemaMigrationException(string message)
            : base(message)
        {
        }
    }
}

namespace Marten.Schema
{
    /// <summary>
    /// Brings the database to the wanted tables and functions and touches nothing that is already right. Any number of nodes may do so at
    /// once: who finds work takes an advisory lock, looks again, and does it in one transaction.
    /// </summary>
    internal sealed class SchemaMigrator(NpgsqlDataSource dataSource)
    {
        private const long Lock = 4_004_001_917;
        private const int TimeoutSeconds = 120;

        public async Task ApplyAsync(
            IReadOnlyList<Table> tables, IReadOnlyList<Function> functions, AutoCreate autoCreate, CancellationToken cancellation)
        {
            if (autoCreate == AutoCreate.None || tables.Count + functions.Count == 0) return;

            await using var connection = await dataSource.OpenConnectionAsync(cancellation);
            if ((await DifferenceAsync(connection, tables, functions, autoCreate, cancellation)).Length == 0) return;

            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({Lock})", cancellation);
            var ddl = await DifferenceAsync(connection, tables, functions, autoCreate, cancellation);
            if (ddl.Length > 0) await ExecuteAsync(connection, ddl, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
            await command.ExecuteNonQueryAsync(cancellation);
        }

        private static async Task<string> DifferenceAsync(
            NpgsqlConnection connection,
            IReadOnlyList<Table> tables,
            IReadOnlyList<Function> functions,
            AutoCreate autoCreate,
            CancellationToken cancellation)
        {
            var found = await Catalog.ReadAsync(connection, tables, functions, cancellation);
            var ddl = new StringBuilder();
            var schemas = tables.Select(t => t.Schema).Concat(functions.Select(f => f.Schema)).Distinct(StringComparer.Ordinal);
            foreach (var schema in schemas.Where(s => !found.Schemas.Contains(s)))
                ddl.Append(CultureInfo.InvariantCulture, $"create schema if not exists {schema};\n");

            foreach (var table in tables)
            {
                if (!found.Columns.TryGetValue(table.QualifiedName, out var columns))
                {
                    ddl.Append(table.ToDdl());
                    continue;
                }

                var changes = Changes(table, columns, found);
                if (changes.Length > 0 && autoCreate == AutoCreate.CreateOnly)
                    throw new Weasel.Core.SchemaMigrationException($"Table {table.QualifiedName} differs and AutoCreate is CreateOnly: {changes}");
                ddl.Append(changes);
            }

            foreach (var function in functions)
            {
                var overloads = found.Functions.Where(f => f.Schema == function.Schema && f.Name == function.Name).ToList();
                if (overloads is [var only] && only.Arguments == function.Arguments && only.Body == function.Body) continue;
                foreach (var stale in overloads.Where(f => f.Arguments != function.Arguments || f.Returns != function.Returns))
                    ddl.Append(CultureInfo.InvariantCulture, $"drop function {stale.Signature};\n");
                ddl.Append(function.ToDdl());
            }

            return ddl.ToString();
        }

        private static string Changes(Table table, HashSet<string> columns, Catalog found)
        {
            var ddl = new StringBuilder();
            foreach (var column in table.Columns.Where(c => !columns.Contains(c.Name))) ddl.Append(table.Add(column));
            foreach (var index in table.Indexes.Where(i => !found.Indexes.Contains($"{table.QualifiedName}.{i.Name}"))) ddl.Append(table.Create(index));
            foreach (var key in table.ForeignKeys.Where(k => !found.Constraints.Contains($"{table.QualifiedName}.{k.Name}"))) ddl.Append(table.Add(key));
            return ddl.ToString();
        }
    }
}
