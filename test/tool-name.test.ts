import { expect, test } from 'vitest';
import { toolName, toolTitle } from '../engine/tool-name.ts';

test.each([
  ['contacts', 'list', 'list_all_i_post_contacts'],
  ['contacts_blob', 'update', 'update_a_i_post_contacts_blob_by_id'],
  ['list_contacts', 'bulk_create', 'i_post_list_contacts_bulk_create'],
  ['journey_automations', 'create', 'create_a_i_post_journey_automation'],
  ['process_automations_start', 'create', 'create_a_i_post_process_automations_start'],
  ['datatable_records', 'bulk_update', 'i_post_datatable_records_bulk_update'],
  ['md5_list_contacts', 'create', 'create_a_i_post_md_5_list_contact'],
  ['contact_status', 'get', 'get_single_i_post_contact_status_by_id'],
  ['lists', 'delete', 'delete_a_i_post_list_by_id'],
])('the tool for %s.%s of iPost is %s', (resource, method, name) => {
  expect(toolName('iPost', resource, method)).toBe(name);
});

test('titles are words', () => {
  expect(toolTitle('iPost', 'list_contacts', 'list')).toBe('List all iPost list contacts');
  expect(toolTitle('iPost', 'list_contacts', 'create')).toBe('Create iPost list contact');
  expect(toolTitle('iPost', 'lists', 'clean')).toBe('iPost lists: clean');
});
