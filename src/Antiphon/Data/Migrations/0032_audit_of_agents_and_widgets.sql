-- What the audit log (0025) follows of agents and widgets. Decisions about their calls are acts; their calls are a log of their own.
create trigger agents_audit after insert or update or delete on agents for each row execute function audit_change('Agent', 'id', 'false', '{}', '{}');
create trigger agent_policies_audit after insert or update or delete on agent_policies for each row execute function audit_change('Agent', 'agent_id', 'true', '{}', '{}');
create trigger agent_switches_audit after insert or update or delete on agent_switches for each row execute function audit_change('Account', 'account_id', 'true', '{}', '{}');
create trigger widgets_audit after insert or update or delete on widgets for each row execute function audit_change('Widget', 'id', 'false', '{}', '{}');
