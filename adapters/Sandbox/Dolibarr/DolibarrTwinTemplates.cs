namespace Collections.Adapters.Sandbox.Dolibarr;

/// <summary>Records as Dolibarr 16.0.3 writes them, recorded: every field, with what a plain record has in it.</summary>
internal static class DolibarrTwinTemplates
{
    /// <summary>An invoice, without its lines.</summary>
    public const string Invoice = """
        {
          "id": null, "entity": "1", "validateFieldsErrors": [], "import_key": null, "array_options": [],
          "array_languages": null, "contacts_ids": [], "linked_objects": [], "linkedObjectsIds": [],
          "linkedObjectsFullLoaded": null, "fk_project": null, "fk_projet": null, "contact_id": null,
          "user": null, "origin": null, "origin_id": null, "ref": null, "ref_ext": null, "statut": null,
          "status": null, "country_id": null, "country_code": null, "state_id": null, "region_id": null,
          "mode_reglement_id": "0", "cond_reglement_id": "0", "demand_reason_id": null,
          "transport_mode_id": null, "shipping_method_id": null, "model_pdf": null, "last_main_doc": null,
          "fk_bank": null, "fk_account": null, "note_public": null, "note_private": null, "total_ht": null,
          "total_tva": null, "total_localtax1": "0.00000000", "total_localtax2": "0.00000000",
          "total_ttc": null, "lines": [], "name": null, "lastname": null, "firstname": null,
          "civility_id": null, "date_creation": null, "date_validation": null, "date_modification": null,
          "date_cloture": null, "user_author": "2", "user_creation": null, "user_creation_id": null,
          "user_valid": null, "user_validation": null, "user_validation_id": null, "user_closing_id": null,
          "user_modification": null, "user_modification_id": null, "specimen": 0, "totalpaid": null,
          "totaldeposits": null, "totalcreditnotes": null, "sumpayed": null, "sumpayed_multicurrency": null,
          "sumdeposit": null, "sumdeposit_multicurrency": null, "sumcreditnote": null,
          "sumcreditnote_multicurrency": null, "remaintopay": null, "fk_incoterms": "0",
          "label_incoterms": null, "location_incoterms": "", "brouillon": null, "socid": null,
          "fk_user_author": "2", "fk_user_valid": null, "fk_user_modif": null, "date": null, "datem": null,
          "date_livraison": null, "delivery_date": null, "ref_client": null, "ref_customer": null,
          "type": "0", "remise_absolue": null, "remise_percent": null, "revenuestamp": "0.00000000",
          "close_code": null, "close_note": null, "paye": "0", "module_source": null, "pos_source": null,
          "fk_fac_rec_source": null, "fk_facture_source": null, "date_lim_reglement": null,
          "cond_reglement_code": null, "mode_reglement_code": null, "line": null, "extraparams": [],
          "fac_rec": null, "date_pointoftax": "", "fk_multicurrency": "0", "multicurrency_code": "EUR",
          "multicurrency_tx": "1.00000000", "multicurrency_total_ht": null, "multicurrency_total_tva": null,
          "multicurrency_total_ttc": null, "situation_cycle_ref": null, "situation_counter": null,
          "situation_final": "0", "tab_previous_situation_invoice": [], "tab_next_situation_invoice": [],
          "retained_warranty": "0", "retained_warranty_date_limit": "",
          "retained_warranty_fk_cond_reglement": "0", "cond_reglement_doc": null
        }
        """;

    /// <summary>An invoice's line.</summary>
    public const string InvoiceLine = """
        {
          "id": null, "entity": null, "validateFieldsErrors": [], "import_key": null, "array_options": [],
          "array_languages": null, "contacts_ids": null, "linked_objects": null, "linkedObjectsIds": null,
          "linkedObjectsFullLoaded": [], "origin": null, "origin_id": null, "ref": null, "ref_ext": "",
          "statut": null, "status": null, "state_id": null, "region_id": null, "demand_reason_id": null,
          "transport_mode_id": null, "last_main_doc": null, "fk_bank": null, "fk_account": null,
          "total_ht": null, "total_tva": null, "total_localtax1": "0.00000000",
          "total_localtax2": "0.00000000", "total_ttc": null, "lines": null, "date_creation": null,
          "date_validation": null, "date_modification": null, "date_cloture": null, "user_author": null,
          "user_creation": null, "user_creation_id": null, "user_valid": null, "user_validation": null,
          "user_validation_id": null, "user_closing_id": null, "user_modification": null,
          "user_modification_id": null, "specimen": 0, "rowid": null, "fk_unit": null,
          "date_debut_prevue": null, "date_debut_reel": null, "date_fin_prevue": null, "date_fin_reel": null,
          "weight": null, "weight_units": null, "width": null, "width_units": null, "height": null,
          "height_units": null, "length": null, "length_units": null, "surface": null, "surface_units": null,
          "volume": null, "volume_units": null, "multilangs": null, "product_type": null, "fk_product": null,
          "desc": null, "product": null, "product_ref": null, "product_label": null, "product_barcode": null,
          "product_desc": null, "fk_product_type": null, "qty": null, "duree": null, "remise_percent": "0",
          "info_bits": "0", "special_code": "0", "label": null, "libelle": null, "subprice": null,
          "price": null, "vat_src_code": "", "tva_tx": null, "localtax1_tx": "0.0000",
          "localtax2_tx": "0.0000", "localtax1_type": "0", "localtax2_type": "0", "remise": null,
          "date_start_fill": null, "date_end_fill": null, "buy_price_ht": null, "buyprice": null,
          "pa_ht": "0.00000000", "marge_tx": "", "marque_tx": 100, "multicurrency_subprice": null,
          "multicurrency_total_ht": null, "multicurrency_total_tva": null, "multicurrency_total_ttc": null,
          "fk_user_author": null, "fk_user_modif": null, "fk_accounting_account": "0", "fk_facture": null,
          "fk_parent_line": null, "fk_remise_except": null, "rang": "0", "fk_fournprice": null,
          "fk_code_ventilation": 0, "date_start": "", "date_end": "", "situation_percent": "100",
          "fk_prev_id": null, "description": null, "code_ventilation": "0"
        }
        """;

    /// <summary>A third party.</summary>
    public const string ThirdParty = """
        {
          "id": null, "entity": "1", "validateFieldsErrors": [], "import_key": null, "array_options": [],
          "array_languages": null, "contacts_ids": null, "linked_objects": null, "linkedObjectsIds": null,
          "linkedObjectsFullLoaded": [], "canvas": null, "fk_project": null, "fk_projet": null,
          "contact_id": null, "user": null, "origin": null, "origin_id": null, "ref": null, "ref_ext": null,
          "statut": null, "status": "1", "country_id": null, "country_code": null, "state_id": null,
          "region_id": null, "barcode_type": null, "barcode_type_coder": null, "mode_reglement_id": null,
          "cond_reglement_id": null, "demand_reason_id": null, "transport_mode_id": null,
          "shipping_method_id": null, "model_pdf": "", "last_main_doc": null, "fk_bank": null,
          "fk_account": "0", "note_public": null, "note_private": null, "name": null, "lastname": null,
          "firstname": null, "civility_id": null, "date_creation": null, "date_validation": null,
          "date_modification": null, "date_cloture": null, "user_author": null, "user_creation": "2",
          "user_creation_id": null, "user_valid": null, "user_validation": null, "user_validation_id": null,
          "user_closing_id": null, "user_modification": "2", "user_modification_id": null, "specimen": 0,
          "name_alias": "", "address": null, "zip": null, "town": null, "phone": null, "fax": null,
          "email": null, "socialnetworks": [], "url": null, "barcode": null, "idprof1": null, "siren": null,
          "idprof2": "", "siret": null, "idprof3": "", "ape": null, "idprof4": "", "idprof5": "",
          "idprof6": "", "tva_assuj": "1", "tva_intra": null, "localtax1_assuj": null,
          "localtax1_value": "0.0000", "localtax2_assuj": null, "localtax2_value": "0.0000", "managers": null,
          "capital": null, "typent_id": "0", "typent_code": null, "effectif": "", "effectif_id": null,
          "forme_juridique_code": null, "forme_juridique": "", "remise_percent": 0,
          "remise_supplier_percent": "0", "deposit_percent": null, "mode_reglement_supplier_id": null,
          "cond_reglement_supplier_id": null, "transport_mode_supplier_id": null, "fk_prospectlevel": "",
          "client": "1", "prospect": 0, "fournisseur": "0", "code_client": null, "code_fournisseur": null,
          "code_compta_client": null, "code_compta": null, "accountancy_code_customer": null,
          "code_compta_fournisseur": null, "accountancy_code_supplier": null, "code_compta_product": null,
          "stcomm_id": "0", "stcomm_picto": null, "status_prospect_label": "Never contacted",
          "price_level": null, "outstanding_limit": null, "order_min_amount": null,
          "supplier_order_min_amount": null, "parent": null, "default_lang": null, "webservices_url": null,
          "webservices_key": null, "logo": null, "logo_small": null, "logo_mini": null, "logo_squarred": null,
          "logo_squarred_small": null, "logo_squarred_mini": null, "accountancy_code_sell": "",
          "accountancy_code_buy": "", "fk_multicurrency": "0", "fk_warehouse": null, "multicurrency_code": "",
          "partnerships": [], "bank_account": null, "fk_incoterms": "0", "label_incoterms": null,
          "location_incoterms": null, "absolute_discount": "0", "absolute_creditnote": "0"
        }
        """;

    /// <summary>A bank account.</summary>
    public const string BankAccount = """
        {
          "id": null, "entity": null, "validateFieldsErrors": [], "import_key": null, "array_options": [],
          "array_languages": null, "contacts_ids": null, "linked_objects": null, "linkedObjectsIds": null,
          "linkedObjectsFullLoaded": [], "canvas": null, "fk_project": null, "fk_projet": null,
          "contact_id": null, "user": null, "origin": null, "origin_id": null, "ref": null, "ref_ext": null,
          "statut": null, "status": ["StatusAccountOpened", "StatusAccountClosed"], "country_id": "4",
          "country_code": "ES", "state_id": null, "region_id": null, "barcode_type": null,
          "barcode_type_coder": null, "mode_reglement_id": null, "cond_reglement_id": null,
          "demand_reason_id": null, "transport_mode_id": null, "shipping_method_id": null, "model_pdf": null,
          "last_main_doc": null, "fk_bank": null, "fk_account": null, "note_public": null,
          "note_private": null, "total_ht": null, "total_tva": null, "total_localtax1": null,
          "total_localtax2": null, "total_ttc": null, "lines": null, "name": null, "lastname": null,
          "firstname": null, "civility_id": null, "date_creation": null, "date_validation": null,
          "date_modification": null, "date_cloture": null, "user_author": null, "user_creation": null,
          "user_creation_id": null, "user_valid": null, "user_validation": null, "user_validation_id": null,
          "user_closing_id": null, "user_modification": null, "user_modification_id": null, "specimen": 0,
          "label": null, "courant": "1", "type": "1", "bank": "", "clos": "0", "rappro": "1", "url": null,
          "code_banque": "", "code_guichet": "", "number": "", "cle_rib": "", "bic": "", "iban": "",
          "iban_prefix": null, "domiciliation": "", "pti_in_ctti": "0", "proprio": "", "owner_address": "",
          "type_lib": ["BankType0", "BankType1", "BankType2"], "account_number": "",
          "fk_accountancy_journal": null, "accountancy_journal": null, "currency_code": "EUR",
          "account_currency_code": "EUR", "min_allowed": "0", "min_desired": "0", "comment": "",
          "date_solde": null, "ics": "", "ics_transfer": "", "solde": null, "date_update": null
        }
        """;

    /// <summary>A bank account's line.</summary>
    public const string BankLine = """
        {
          "id": null, "entity": null, "validateFieldsErrors": [], "import_key": null, "array_options": [],
          "array_languages": null, "contacts_ids": null, "linked_objects": null, "linkedObjectsIds": null,
          "linkedObjectsFullLoaded": [], "canvas": null, "fk_project": null, "fk_projet": null,
          "contact_id": null, "user": null, "origin": null, "origin_id": null, "ref": null, "ref_ext": null,
          "statut": null, "status": null, "country_id": null, "country_code": null, "state_id": null,
          "region_id": null, "barcode_type": null, "barcode_type_coder": null, "mode_reglement_id": null,
          "cond_reglement_id": null, "demand_reason_id": null, "transport_mode_id": null,
          "shipping_method_id": null, "model_pdf": null, "last_main_doc": null, "fk_bank": null,
          "fk_account": null, "note_public": null, "note_private": null, "total_ht": null, "total_tva": null,
          "total_localtax1": null, "total_localtax2": null, "total_ttc": null, "lines": null, "name": null,
          "lastname": null, "firstname": null, "civility_id": null, "date_creation": null,
          "date_validation": null, "date_modification": null, "date_cloture": null, "user_author": null,
          "user_creation": null, "user_creation_id": null, "user_valid": null, "user_validation": null,
          "user_validation_id": null, "user_closing_id": null, "user_modification": null,
          "user_modification_id": null, "specimen": 0, "datec": null, "dateo": null, "datev": null,
          "amount": null, "amount_main_currency": null, "fk_user_author": "2", "fk_user_rappro": null,
          "fk_type": null, "fk_bordereau": "0", "bank_account_ref": null, "bank_account_label": null,
          "numero_compte": null, "emetteur": null, "rappro": "0", "num_releve": null, "num_chq": null,
          "bank_chq": null, "label": null
        }
        """;
}
