using System.Linq.Expressions;
using Marten.Schema;

namespace Marten;

public class MartenRegistry
{
    private readonly DocumentMappings _documents;

    internal MartenRegistry(DocumentMappings documents) => _documents = documents;

    public DocumentMappingExpression<T> For<T>() => new(_documents.For(typeof(T)));

    public class DocumentMappingExpression<T>
    {
        private readonly DocumentMapping _mapping;

        internal DocumentMappingExpression(DocumentMapping mapping) => _mapping = mapping;

        public DocumentMappingExpression<T> Identity(Expression<Func<T, object>> member)
        {
            var body = member.Body is UnaryExpression convert ? convert.Operand : member.Body;
            _mapping.IdMember = ((MemberExpression)body).Member;
            return this;
        }

        public DocumentMappingExpression<T> DocumentAlias(string alias)
        {
            _mapping.Alias = alias;
            return this;
        }

        public DocumentMappingExpression<T> MultiTenanted()
        {
            _mapping.Tenancy = JasperFx.MultiTenancy.TenancyStyle.Conjoined;
            return this;
        }

        public DocumentMappingExpression<T> SingleTenanted()
        {
            _mapping.Tenancy = JasperFx.MultiTenancy.TenancyStyle.Single;
            return this;
        }
    }
}
